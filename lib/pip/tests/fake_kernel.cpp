#include "fake_kernel.hpp"

#include <gtest/gtest.h>

namespace {
FakeKernel* current = nullptr;

std::uint64_t enter(const char* name, std::vector<std::uint32_t> arguments) {
    if (current == nullptr) {
        ADD_FAILURE() << name << " was called without a kernel";
        return 0;
    }
    const auto result = current->take({name, std::move(arguments)});
    return std::uint64_t{result.error} << 32 | result.value;
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

// In place of services.S: a stub for each service.
using u32 = std::uint32_t;
#define PIP_FAKE(name, parameters, ...)                                                                      \
    extern "C" std::uint64_t pip_service_##name parameters;                                                  \
    extern "C" std::uint64_t pip_service_##name parameters { return enter(#name, {__VA_ARGS__}); }
#define PIP_FAKE_0(name) PIP_FAKE(name, ())
#define PIP_FAKE_1(name) PIP_FAKE(name, (u32 a), a)
#define PIP_FAKE_2(name) PIP_FAKE(name, (u32 a, u32 b), a, b)
#define PIP_FAKE_3(name) PIP_FAKE(name, (u32 a, u32 b, u32 c), a, b, c)
#define PIP_FAKE_4(name) PIP_FAKE(name, (u32 a, u32 b, u32 c, u32 d), a, b, c, d)
#define PIP_FAKE_5(name) PIP_FAKE(name, (u32 a, u32 b, u32 c, u32 d, u32 e), a, b, c, d, e)
#define PIP_FAKE_6(name) PIP_FAKE(name, (u32 a, u32 b, u32 c, u32 d, u32 e, u32 f), a, b, c, d, e, f)
#define PIP_STUB(name, selector, number, count) PIP_FAKE_##count(name)
#include "pip/stubs.h"
