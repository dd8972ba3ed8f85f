set(family x86) # arch/x86 has what such processors share
set(float_options -mno-soft-float -msse2)
