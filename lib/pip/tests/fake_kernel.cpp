#include "fake_kernel.hpp"

#include <gtest/gtest.h>

namespace {
FakeKernel* current = nullptr;

pip_result_t enter(const char* name, std::vector<pip_word_t> arguments) {
    if (current != nullptr) return current->take({name, std::move(arguments)});
    ADD_FAILURE() << name << " was called without a kernel";
    return {};
}
} // namespace

FakeKernel::FakeKernel(Answer answer) : answer_{std::move(answer)} { current = this; }

FakeKernel::~FakeKernel() { current = nullptr; }

pip_result_t FakeKernel::take(Call call) {
    calls_.push_back(call);
    return answer_(call);
}

std::vector<Call> FakeKernel::calls_of(const std::string& name) const {
    std::vector<Call> some;
    for (const auto& call : calls_)
        if (call.name == name) some.push_back(call);
    return some;
}

// In place of services.S: the services themselves.
using Word = pip_word_t;
#define PIP_FAKE(name, parameters, ...)                                                                      \
    pip_result_t name##_Result parameters { return enter(#name, {__VA_ARGS__}); }
#define PIP_FAKE_0(name) PIP_FAKE(name, ())
#define PIP_FAKE_1(name) PIP_FAKE(name, (Word a), a)
#define PIP_FAKE_2(name) PIP_FAKE(name, (Word a, Word b), a, b)
#define PIP_FAKE_3(name) PIP_FAKE(name, (Word a, Word b, Word c), a, b, c)
#define PIP_FAKE_4(name) PIP_FAKE(name, (Word a, Word b, Word c, Word d), a, b, c, d)
#define PIP_FAKE_5(name) PIP_FAKE(name, (Word a, Word b, Word c, Word d, Word e), a, b, c, d, e)
#define PIP_FAKE_6(name)                                                                                     \
    PIP_FAKE(name, (Word a, Word b, Word c, pip_rights_t rights), a, b, c, rights.readable, rights.writable, \
             rights.executable)
#define PIP_STUB(name, selector, number, count, packing, effect) PIP_FAKE_##count(name)
#include "pip/stubs.h"
