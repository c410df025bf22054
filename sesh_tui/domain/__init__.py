"""The field's own rules: words, units, scales, times, the entry grammar, doses. Pure, no clock, no I/O."""
