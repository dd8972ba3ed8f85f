/* Prints to COM1 by two functions that whoever includes this has defined: in_byte and out_byte, for ports. */
enum {
    DATA = 0x3f8,             /* what is written here is sent */
    LINE_STATUS = 0x3fd,      /* what the device is up to */
    TRANSMITTER_EMPTY = 0x20, /* ... this bit: it can take a byte */
};

static void print_character(char character) {
    while (!(in_byte(LINE_STATUS) & TRANSMITTER_EMPTY)) continue;
    out_byte(DATA, (unsigned char)character);
}
