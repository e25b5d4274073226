"""The search box for a library's own site: its script, the page that makes the snippet, the page for a frame."""
