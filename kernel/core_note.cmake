# cmake -DBITCODE=core.bc -DNOTE=core_note.S -P core_note.cmake
#
# Writes core.bc.sha256, and the assembly of an ELF note with the same hash: name "Pepin", type 1, 32 bytes.
file(SHA256 "${BITCODE}" hash)
get_filename_component(name "${BITCODE}" NAME)
file(WRITE "${BITCODE}.sha256" "${hash}  ${name}\n")
string(REGEX REPLACE "(..)" "0x\\1, " bytes "${hash}")
string(REGEX REPLACE ", $" "" bytes "${bytes}")
file(WRITE "${NOTE}" "    .section .note.pepin, \"a\", %note
    .balign 4
    .long 6, 32, 1
    .asciz \"Pepin\"
    .balign 4
    .byte ${bytes}
")
