// What root finds beside its memory: the other boot modules, with their command lines, and the frame buffer.
#pragma once

#include <array>
#include <span>

#include "boot/root_partition.hpp"
#include "multiboot_information.hpp"

namespace pepin {

class RootModules {
public:
    // Those behind root's. Moves the bytes of one that does not begin at a page down to the page's beginning;
    // what is left of its last page becomes zeros. Panics where two touch one page.
    explicit RootModules(std::span<const multiboot::Module> modules);
    void add_frame_buffer(boot::FrameRange frames);

    [[nodiscard]] std::span<const boot::RootExtra> extras() const { return {extras_.data(), count_}; }
    // Writes the table of modules, and their command lines behind it, into root's information. Panics where
    // that is full.
    void tell(Frame information) const;

private:
    std::span<const multiboot::Module> modules_;
    std::array<boot::RootExtra, multiboot::most_modules + 1> extras_{};
    std::size_t count_ = 0;
};

} // namespace pepin
