set(float_options -mfpu=vfpv4 -mfloat-abi=softfp)
