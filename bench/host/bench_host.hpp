// A kernel with one plugin, and percentiles, for the benchmarks of the host.
#pragma once

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "host/kernel/kernel.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {

struct BenchHost {
    explicit BenchHost(std::uint32_t threads = 0) : kernel(config(threads)) {
        host.struct_size = sizeof host;
        host.abi_major = ACH_ABI_MAJOR;
        host.ctx = &kernel.add_caller("bench");
    }
    operator const ach_host_t*() const { return &host; }

    static KernelConfig config(std::uint32_t threads) {
        KernelConfig config;
        config.executors.threads = threads;
        // Relative, so that the whole may be run with `nice -n -15` on a machine that is in use.
        config.executors.niceness += getpriority(PRIO_PROCESS, 0);
        return config;
    }

    std::uint64_t now() const { return timer_table()->now_ns(&host); }

    Kernel kernel;
    ach_host_t host{};
};

// Times of single events, reported as percentiles beside the mean.
class Latencies {
public:
    void add(std::uint64_t ns) { samples_.push_back(ns); }

    void report(benchmark::State& state) {
        if (samples_.empty()) return;
        std::sort(samples_.begin(), samples_.end());
        state.counters["p50_us"] = at(50);
        state.counters["p99_us"] = at(99);
    }

private:
    double at(std::size_t percent) const {
        return static_cast<double>(samples_[(samples_.size() - 1) * percent / 100]) / 1e3;
    }
    std::vector<std::uint64_t> samples_;
};

}  // namespace ach::host
