list(APPEND flags -marm)
