set(float_options -mno-soft-float)
