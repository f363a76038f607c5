"""Who checks what, how strictly, how many must agree."""
