"""How likely is what plain fights hardly ever see? Splitting: fights that come near to it are copied."""
