// A kernel made of test code: it records the service calls that libpip makes, and answers what the test says.
#pragma once

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "pip/api.h"

struct Call {
    std::string name;
    std::vector<pip_word_t> arguments;
    bool operator==(const Call&) const = default;
};

inline void PrintTo(const Call& call, std::ostream* out) {
    *out << call.name << "(";
    for (const auto argument : call.arguments) *out << " 0x" << std::hex << argument;
    *out << " )";
}

// While it lives, its answers are the kernel's.
class FakeKernel {
public:
    using Answer = std::function<pip_result_t(const Call&)>;
    explicit FakeKernel(Answer answer);
    ~FakeKernel();
    FakeKernel(const FakeKernel&) = delete;
    FakeKernel& operator=(const FakeKernel&) = delete;

    [[nodiscard]] const std::vector<Call>& calls() const { return calls_; }
    [[nodiscard]] std::vector<Call> calls_of(const std::string& name) const;
    pip_result_t take(Call call);

private:
    Answer answer_;
    std::vector<Call> calls_;
};
