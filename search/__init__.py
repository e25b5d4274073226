"""A query → pages, JSON, protocol answers. Reads only; knows nothing of how records came in."""
