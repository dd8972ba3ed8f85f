# A boot loader that leaves the USB controller at work, and the root partition that looks for what that does.
pepin_partition(NAME usb SOURCES usb/main.cpp)
target_include_directories(partition_usb PRIVATE .)
add_executable(usb_loader usb/loader.S)
target_link_options(usb_loader PRIVATE -Ttext=0)
add_custom_command(TARGET usb_loader POST_BUILD
    COMMAND "${CMAKE_OBJCOPY}" -O binary "$<TARGET_FILE:usb_loader>" "${CMAKE_CURRENT_BINARY_DIR}/usb_loader.bin"
    VERBATIM)
