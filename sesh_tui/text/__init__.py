"""What a person reads, as plain data: lines of styled spans that both faces paint in their own way."""
