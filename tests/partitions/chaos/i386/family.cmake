# Processors of this family share sources.
set(family x86)
