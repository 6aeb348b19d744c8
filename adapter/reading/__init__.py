"""What a caller reads over REST: messages taken apart into resources with versions, searched and paged."""
