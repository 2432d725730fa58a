"""What a reader is shown, before any format."""
