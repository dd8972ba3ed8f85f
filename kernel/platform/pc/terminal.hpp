// Lines of text on a screen: where the next character goes.
#pragma once

#include "core/types.hpp"

namespace pepin {

// A surface has columns() and rows(), draws a character by draw(row, column, character), moves all rows but
// the first one up by scroll(), and makes a row blank by clear(row). Lines that are too long go on in the
// next row.
template <class Surface> class Terminal {
public:
    [[nodiscard]] Surface& surface() { return surface_; }

    void put(char character) {
        if (character == '\r') {
            column_ = 0;
        } else if (character == '\n') {
            begin_row();
        } else {
            if (column_ == surface_.columns()) begin_row();
            surface_.draw(row_, column_++, character);
        }
    }

private:
    void begin_row() {
        column_ = 0;
        if (row_ + 1 < surface_.rows())
            ++row_;
        else
            surface_.scroll();
        surface_.clear(row_);
    }

    Surface surface_{};
    Word row_ = 0, column_ = 0;
};

} // namespace pepin
