"""Search engines behind one small synchronous protocol."""
