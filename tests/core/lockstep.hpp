// Runs the core and the specification's state machine side by side, and compares them after every call.
#pragma once

#include <array>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/fake_machine.hpp"
#include "debug/check_memory.hpp"
#include "spec/concrete_fields.hpp"
#include "spec/control.hpp"
#include "spec/teardown.hpp"

namespace pepin::test {

using abi::Service;
using SpecState = spec::State<spec::Concrete>;

struct Result {
    Word value = 0;
    Error error = Error::none;
    friend bool operator==(const Result&, const Result&) = default;
};

// Core and specification disagree, or an invariant does not hold.
struct Mismatch : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// How much is compared after each call. Results and errors always are.
enum class Compare {
    results,
    // and everything that the core or the state machine changed; a refused call may change nothing
    changes,
    invariants, // and all invariants are checked
};

using Arguments = std::array<Word, 6>;

class Lockstep {
public:
    // Boots a machine with this many frames: root's image is `image_frames` frames of zeros.
    explicit Lockstep(Word frame_count, Word image_frames = 4);
    // A machine that is in this state. What is wrong with it is for objection() to say.
    explicit Lockstep(const SpecState& state);

    // --- entries into the kernel, as the current partition ---
    Result call(Service service, const Arguments& arguments);
    Result gate(Service service, Word stack);
    Result fast(Word selector, Word first, Word second, Word third, Word fourth);
    bool fault(Word vector, Word error_code, Word address);
    bool software_interrupt(Word vector);
    // A call that is no service's, where the architecture forwards such calls.
    bool foreign_call(Word number);
    bool interrupt(Word line);
    // The partition uses floating-point registers, and leaves a number in them.
    void compute(Word number);
    // The same; answers what the partition found there.
    Word computed_with(Word number);

    // --- what user mode does ---
    void set_registers(const std::array<Word, Architecture::context_words>& words);
    // What user mode leaves in its register that no context holds; nothing looks at it where there is none.
    void set_thread_register(Word value);
    // Writes a word of memory; the frame has to be a user frame.
    void poke(Word frame, Word index, Word value);

    // --- what can be asked ---
    [[nodiscard]] const SpecState& state() const { return *state_; }
    [[nodiscard]] Word frame_count() const { return kernel_state.frame_count; }
    [[nodiscard]] std::vector<Word> partitions() const;
    [[nodiscard]] std::size_t calls() const { return calls_; }
    // Claims checked so far.
    [[nodiscard]] std::size_t claims() const { return claims_; }
    // Number of deletePartition's steps in the last call.
    [[nodiscard]] std::size_t teardown_steps() const { return teardown_steps_; }

    Compare compare = Compare::invariants;
    void compare_everything();
    void check_invariants();
    // The isolation theorems, on all pairs of partitions.
    void check_isolation();
    // Why memory and state are not what they can be between two calls; empty where they are.
    [[nodiscard]] std::string objection();

private:
    template <class Core, class Spec> void side_by_side(const std::string& what, Core core, Spec spec);
    // The same, of what a partition asks of its parent and root of itself; whether somebody takes it.
    template <class Core, class Spec>
    bool ask(const std::string& what, Core core, Spec spec, const spec::Event<spec::Concrete>& event);
    void begin(std::string what);
    Result agree(Result actual, Result expected);
    void end(bool refused);
    Result run_spec(Service service, const Arguments& arguments);
    // The state as it is, to be compared with what an entry makes of it; none where that is not looked at.
    [[nodiscard]] std::unique_ptr<const SpecState> remembered() const;
    void check_passage(const SpecState* before, const spec::Passage<spec::Concrete>& passage);
    void check_yield(const SpecState* before, const Arguments& arguments);
    void check_event(const SpecState* before, const spec::Delivery<spec::Concrete>& delivery);
    [[nodiscard]] std::vector<spec::TeardownStep<spec::Concrete>> observed_portion(Word descriptor) const;

    void observe();
    template <Level level>
    void observe_tables(const debug::MemoryView& view, Word partition, Word prefix_above);
    void synchronise();
    void compare_globals();
    void compare_changes(bool refused);
    void compare_record(Word frame);
    void compare_partition(Word partition);
    void compare_tables(Level level, Word partition, Word prefix);
    void compare_page(Word partition, Word page);
    void compare_memory(Word frame, Word index);
    void compare_frame(Word frame);
    void check_translations(const std::vector<Word>& changed) const;
    void expect_equal(const char* what, Word actual, Word expected, Word subject, Word detail = 0) const;
    [[nodiscard]] bool is_partition(Word frame) const {
        return state_->kind(frame) == spec::kind::descriptor;
    }

    std::unique_ptr<SpecState> state_;
    std::vector<debug::DeepestMapping> deepest_;
    debug::MemoryView view() const {
        return debug::MemoryView{const_cast<debug::DeepestMapping*>(deepest_.data())};
    }

    // Memory as it was when it was last compared.
    std::vector<FrameContents> old_memory_;
    std::vector<FrameRecord> old_table_;
    KernelState old_kernel_{};
    bool stale_ = true;
    std::size_t calls_ = 0, claims_ = 0, teardown_steps_ = 0;
    std::string doing_;
};

// All of it, one after the other.
template <class... Parts> [[nodiscard]] std::string text(const Parts&... parts) {
    std::ostringstream out;
    (out << ... << parts);
    return out.str();
}

[[nodiscard]] std::string describe(Service service, const Arguments& arguments);
[[nodiscard]] std::string hexadecimal(Word value);

} // namespace pepin::test
