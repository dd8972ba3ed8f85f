#include "core/lockstep.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "core/control.hpp"
#include "core/core_calls.hpp"
#include "core/events.hpp"
#include "core/represent.hpp"
#include "service_arguments.hpp"
#include "spec/entries.hpp"
#include "spec/services_control.hpp"
#include "spec/services_ports.hpp"
#include "spec/services_supervision.hpp"
#include "spec/teardown.hpp"

namespace pepin::test {

namespace {

[[nodiscard]] Word argument_count(Service service) {
    for (const auto& text : abi::service_texts)
        if (text.service == service) return text.argument_count;
    return 0;
}

// What a gate answers whose arguments cannot be read: what the service answers to a refused call.
[[nodiscard]] Word refused_value(Service service) {
    return service == Service::get_int_state ? ~Word{0} : service == Service::yield ? 7 : 0;
}

} // namespace

std::string hexadecimal(Word value) {
    std::ostringstream out;
    out << "0x" << std::hex << value;
    return out.str();
}

std::string describe(Service service, const Arguments& arguments) {
    for (const auto& described : abi::service_arguments) {
        if (described.service != service) continue;
        const auto names = described.arguments.all();
        std::string result;
        for (std::size_t i = 0; i < names.size(); ++i)
            result += (i == 0 ? "" : ", ") + std::string{names[i]} + "=" + hexadecimal(arguments[i]);
        return std::string{described.name} + "(" + result + ")";
    }
    return "service " + std::to_string(static_cast<Word>(service));
}

Lockstep::Lockstep(Word frame_count, Word image_frames) : deepest_(frame_count) {
    boot_machine(frame_count, image_frames);
    observe();
    synchronise();
    check_invariants();
}

Lockstep::Lockstep(const SpecState& state)
    : state_{std::make_unique<SpecState>(state)}, deepest_(state.frames) {
    represent(state);
    synchronise();
}

// What a table of the level above says, or could, and everything below.
template <Level level> void Lockstep::observe_tables(const debug::MemoryView& v, Word p, Word prefix_above) {
    SpecState& s = *state_;
    const Word first = prefix_above << Architecture::level_bits[level - 1];
    for (Word prefix = first; prefix < first + entries_of(level - 1); ++prefix) {
        if (v.mmu_table(level, p, prefix) == 0) continue;
        s.mmu_tables[level - 1].update(true, p, prefix, v.mmu_table(level, p, prefix));
        s.shadow1_tables[level - 1].update(true, p, prefix, v.shadow1_table(level, p, prefix));
        s.shadow2_tables[level - 1].update(true, p, prefix, v.shadow2_table(level, p, prefix));
        if constexpr (level < leaf_level) {
            observe_tables<level + 1>(v, p, prefix);
        } else {
            for (Word page = prefix * leaf_entries; page < (prefix + 1) * leaf_entries; ++page) {
                if (v.is_blank(p, page)) continue;
                s.frame.update(true, p, page, v.frame(p, page));
                s.writable.update(true, p, page, v.writable(p, page));
                s.executable.update(true, p, page, v.executable(p, page));
                s.child.update(true, p, page, v.child(p, page));
                s.origin.update(true, p, page, v.origin(p, page));
            }
        }
    }
}

// The state machine's state becomes what memory says.
void Lockstep::observe() {
    state_ = std::make_unique<SpecState>();
    SpecState& s = *state_;
    auto memory_view = view();
    memory_view.find_deepest_mappings();
    const auto& v = memory_view;
    s.frames = v.frames;
    for (Word d = 0; d <= v.depth(v.current); ++d) s.chain.update(true, d, v.chain(d));
    for (Word f = 0; f < frame_count(); ++f) {
        s.kind.update(true, f, v.kind(f));
        s.owner.update(true, f, v.owner(f));
        s.page_in_parent.update(true, f, v.page_in_parent(f));
        s.first_page.update(true, f, v.first_page(f));
        s.used.update(true, f, v.used(f));
        s.reach.update(true, f, v.reach(f));
        for (Word d = 0; d <= v.reach(f); ++d) {
            const Word p = v.holder(f, d);
            s.holder.update(true, f, d, p);
            s.page_at.update(true, p, f, v.page_at(p, f));
        }
        if (v.kind(f) == spec::kind::user)
            // 0 is known
            for (Word i = 0; i < words_per_frame; ++i)
                s.memory.update(v.memory(f, i) != 0, f, i, v.memory(f, i));
        if (v.kind(f) != spec::kind::descriptor) continue;
        s.mmu.update(true, f, v.mmu(f));
        s.shadow1.update(true, f, v.shadow1(f));
        s.shadow2.update(true, f, v.shadow2(f));
        s.private_frame.update(true, f, v.private_frame(f));
        s.parent.update(true, f, v.parent(f));
        s.depth.update(true, f, v.depth(f));
        s.interrupt_state.update(true, f, v.interrupt_state(f));
        s.dying.update(true, f, v.dying(f));
        s.floating_point_used.update(true, f, v.floating_point_used(f));
        s.floating_point.update(true, f, v.floating_point(f));
        s.saved_thread_register.update(true, f, v.saved_thread_register(f));
        for (Word slot = 0; slot < port_range_count; ++slot) {
            s.port_first.update(true, f, slot, v.port_first(f, slot));
            s.port_count.update(true, f, slot, v.port_count(f, slot));
        }
        observe_tables<1>(v, f, 0);
    }
    s.root = v.root;
    s.current = v.current;
    s.floating_point_owner = v.floating_point_owner;
    s.interrupts_on = v.interrupts_on;
    s.context = v.context;
    s.floating_point_registers = machine.floating_point_registers;
    s.thread_register = machine.thread_register;
    s.synchronised = 0;
    s.judged_width = s.judged_port = s.judged_output = 0;
    s.port_width = s.port = s.port_output = s.port_input = s.output_denied = 0;
    s.request = s.request_first = s.request_second = 0;
    for (const Word port : machine.closed_ports) s.closed_port.update(true, port, 1);
}

std::vector<Word> Lockstep::partitions() const {
    std::vector<Word> result;
    for (Word f = 0; f < frame_count(); ++f)
        if (is_partition(f)) result.push_back(f);
    return result;
}

// --- entries ----------------------------------------------------------------------------------------

void Lockstep::begin(std::string what) {
    if (compare != Compare::results && stale_) compare_everything();
    doing_ = std::move(what);
    ++calls_;
    machine.forget_events();
    teardown_steps_ = 0;
    state_->port_input = machine.port_input;
    state_->output_denied = machine.output_denied ? 1 : 0;
    state_->judged_width = state_->judged_port = state_->judged_output = 0;
    state_->port_width = state_->port = state_->port_output = 0;
    state_->request = state_->request_first = state_->request_second = 0;
    state_->synchronised = 0;
}

void Lockstep::end(bool refused) {
    compare_globals();
    if (compare == Compare::results) {
        stale_ = true;
        return;
    }
    compare_changes(refused);
    if (compare == Compare::invariants) check_invariants();
}

Result Lockstep::run_spec(Service service, const Arguments& a) {
    SpecState& s = *state_;
    const auto before = service == Service::yield ? remembered() : nullptr;
    const spec::Outcome<spec::Concrete> outcome = [&]() -> spec::Outcome<spec::Concrete> {
        switch (service) {
        case Service::out_byte: return spec::port_out(s, a[0], 1, a[1]);
        case Service::in_byte: return spec::port_in(s, a[0], 1);
        case Service::out_word: return spec::port_out(s, a[0], 2, a[1]);
        case Service::in_word: return spec::port_in(s, a[0], 2);
        case Service::out_long: return spec::port_out(s, a[0], 4, a[1]);
        case Service::in_long: return spec::port_in(s, a[0], 4);
        case Service::create_partition: return spec::create_partition(s, a[0], a[1], a[2], a[3], a[4]);
        case Service::count_to_map: return spec::count_to_map(s, a[0], a[1]);
        case Service::prepare: return spec::prepare(s, a[0], a[1], a[2]);
        case Service::add_vaddr: return spec::add_vaddr(s, a[0], a[1], a[2], a[3], a[4], a[5]);
        case Service::get_int_state: return spec::get_int_state(s, a[0]);
        case Service::out_address: return spec::out_address(s, a[0], a[1]);
        case Service::set_int_state: return spec::set_int_state(s, a[0]);
        case Service::wait: return spec::wait(s);
        case Service::set_line: return spec::set_line(s, a[0], a[1]);
        case Service::set_timer: return spec::set_timer(s, a[0], a[1]);
        case Service::remove_vaddr: return spec::remove_vaddr(s, a[0], a[1]);
        case Service::mapped_in_child: return spec::mapped_in_child(s, a[0]);
        case Service::delete_partition: {
            const auto portion = observed_portion(a[0]);
            const auto deleted = spec::delete_partition(s, a[0], portion);
            if (!deleted.steps_allowed)
                throw Mismatch("deletePartition took a step that the specification does not allow");
            teardown_steps_ = portion.size();
            return deleted;
        }
        case Service::collect: return spec::collect(s, a[0], a[1]);
        case Service::yield: return spec::yield(s, a[0], a[1], a[2], a[3], a[4]);
        case Service::set_ports: return spec::set_ports(s, a[0], a[1], a[2], a[3]);
        case Service::check_invariants: break; // of a release kernel
        }
        return {0, static_cast<Word>(Error::unknown_service)};
    }();
    if (outcome.error == 0) check_yield(before.get(), a);
    return {outcome.value, static_cast<Error>(outcome.error)};
}

// The steps that the core has just made, found by what is gone. Deeper partitions go first, pages before
// tables.
std::vector<spec::TeardownStep<spec::Concrete>> Lockstep::observed_portion(Word descriptor) const {
    using Step = spec::TeardownStep<spec::Concrete>;
    const SpecState& s = *state_;
    const auto v = view();
    std::vector<Word> victims;
    const Word child = s.frame(s.current, descriptor >> Architecture::page_bits);
    for (const Word p : partitions())
        if (p != s.root && spec::is_within(s, p, child)) victims.push_back(p);
    std::ranges::sort(victims, [&](Word a, Word b) { return s.depth(a) > s.depth(b); });
    std::vector<Step> steps;
    for (const Word p : victims) {
        const bool retired = v.kind(p) != spec::kind::descriptor;
        for (const auto& [page, frame] : s.frame.row(p))
            if (retired || !v.is_present(p, page)) steps.push_back({Step::Action::take_back, p, page});
        for (spec::Level level = leaf_level; level != 0; --level)
            for (const auto& [prefix, table] : s.mmu_tables[level - 1].row(p))
                if (retired || v.mmu_table(level, p, prefix) == 0)
                    steps.push_back(
                        {Step::Action::take_tables_back, p, spec::first_page_of(prefix, level), level});
        if (retired) steps.push_back({Step::Action::retire, p, 0});
    }
    return steps;
}

Result Lockstep::agree(Result actual, Result expected) {
    if (actual != expected)
        throw Mismatch(text(doing_, ": actual value ", hexadecimal(actual.value), ", error ",
                            abi::name_of(actual.error), "; expected value ", hexadecimal(expected.value),
                            ", error ", abi::name_of(expected.error)));
    end(actual.error != Error::none && actual.error != Error::again);
    return actual;
}

Result Lockstep::call(Service service, const Arguments& arguments) {
    begin(describe(service, arguments));
    const Result actual = run_core(service, arguments);
    return agree(actual, run_spec(service, arguments));
}

Result Lockstep::gate(Service service, Word stack) {
    const auto count = static_cast<std::uint32_t>(argument_count(service));
    const bool readable = spec::has_arguments(*state_, stack, count);
    Arguments arguments{};
    for (std::uint32_t i = 0; readable && i < count; ++i)
        arguments[i] = spec::argument(*state_, stack, count, i);
    begin("gate at stack " + hexadecimal(stack) + ": " + describe(service, arguments));
    const Result actual = run_gate(service, stack);
    return agree(actual,
                 readable ? run_spec(service, arguments) : Result{refused_value(service), Error::bad_stack});
}

Result Lockstep::fast(Word selector, Word first, Word second, Word third, Word fourth) {
    const auto call = spec::decode_fast_call<spec::Concrete>(selector, first, second, third, fourth);
    const auto service = static_cast<Service>(call.service);
    begin("fast entry: " + describe(service, call.arguments));
    const Result actual = run_fast(selector, first, second, third, fourth);
    return agree(actual, run_spec(service, call.arguments));
}

template <class Core, class Spec> void Lockstep::side_by_side(const std::string& what, Core core, Spec spec) {
    begin(what);
    const Word actual = core();
    const Word expected = spec();
    if (actual != expected) throw Mismatch(text(what, ": actual ", actual, ", expected ", expected));
    end(actual == 0);
}

bool Lockstep::fault(Word vector, Word error_code, Word address) {
    Word taken = 0;
    const auto before = remembered();
    side_by_side(
        text("fault ", vector, " with error code ", hexadecimal(error_code), " at ", hexadecimal(address)),
        [&] { return taken = forward_fault(vector, error_code, address); },
        [&] { return spec::forward_fault(*state_, vector, error_code, address); });
    if (before) check_event(before.get(), spec::delivery_of_fault(*before, vector, error_code, address));
    return taken != 0;
}

template <class Core, class Spec>
bool Lockstep::ask(const std::string& what, Core core, Spec spec, const spec::Event<spec::Concrete>& event) {
    Word taken = 0;
    const auto before = remembered();
    side_by_side(what, [&] { return taken = core(); }, spec);
    if (before)
        check_event(before.get(), before->current == before->root
                                      ? spec::delivery_to_itself(*before, event)
                                      : spec::delivery_to_ancestor(*before, event, PIP_OPEN_TO_CHILDREN));
    return taken != 0;
}

bool Lockstep::software_interrupt(Word vector) {
    return ask(
        text("int ", vector), [&] { return forward_software_interrupt(vector); },
        [&] { return spec::forward_software_interrupt(*state_, vector); },
        spec::event_of_software_interrupt<spec::Concrete>(vector));
}

bool Lockstep::foreign_call(Word number) {
    if (Architecture::foreign_call == 0) throw std::logic_error("no calls are forwarded here");
    return ask(
        text("foreign call ", hexadecimal(number)), [&] { return forward_call(number); },
        [&] { return spec::forward_call<spec::Concrete>(*state_, number); },
        spec::event_of_call<spec::Concrete>(number));
}

bool Lockstep::interrupt(Word line) {
    Word taken = 0;
    const auto before = remembered();
    side_by_side(
        text("interrupt ", line), [&] { return taken = forward_interrupt(line); },
        [&] { return spec::forward_interrupt(*state_, line); });
    if (before) check_event(before.get(), spec::delivery_of_interrupt(*before, line));
    return taken != 0;
}

void Lockstep::compute(Word number) { static_cast<void>(computed_with(number)); }

Word Lockstep::computed_with(Word number) {
    // Where the registers are the partition's own, nothing traps.
    if (kernel_state.floating_point_owner != kernel_state.current) {
        side_by_side(
            "floating point used", [] { return floating_point_unavailable(), 1U; },
            [&] { return spec::floating_point_unavailable(*state_), 1U; });
    }
    state_->floating_point_registers = number;
    return std::exchange(machine.floating_point_registers, number);
}

void Lockstep::set_registers(const std::array<Word, Architecture::context_words>& words) {
    processor_context.words = words;
    state_->context = words;
}

void Lockstep::set_thread_register(Word value) { machine.thread_register = state_->thread_register = value; }

void Lockstep::poke(Word frame, Word index, Word value) {
    if (state_->kind(frame) != spec::kind::user)
        throw std::logic_error("a test may only write memory of partitions");
    memory::write({frame}, index, value);
    old_memory_[frame].words[index] = value;
    state_->memory.update(true, frame, index, value);
}

} // namespace pepin::test
