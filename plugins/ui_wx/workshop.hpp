// What takes longer than a frame may wait for: large messages, plots. It is done on the host's
// executors, one piece after the other, and what is to be done with the result comes back to the UI
// thread.
#pragma once

#include <achronyme/cpp/executor.hpp>
#include <achronyme/cpp/op.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace ach::ui {

class Workshop {
public:
    using Finish = std::function<void()>;
    using Work = std::function<Finish()>;

    // [loader] `wake` makes the UI thread call finish(). [any]
    Workshop(const Host& host, std::function<void()> wake);

    // [main] `work` runs soon [fiber]; what it returns is called by finish().
    void post(Work work);
    // [main] In the order of posting. False: there was nothing.
    bool finish();
    // [main] Nothing of what was posted so far will be finished.
    void abandon();

    // [any] Nothing runs any more once `done` is completed.
    void end(ach::Op done);

private:
    using Turn = std::function<std::int32_t(const ach_slice&)>;

    std::int32_t turn(const ach_slice& slice);

    Log log_;
    const std::function<void()> wake_;

    std::mutex mutex_;
    std::deque<Work> posted_;       // guarded by mutex_
    std::vector<Finish> finished_;  // likewise
    std::uint64_t abandoned_ = 0;   // likewise: how often
    std::optional<ach::Op> ended_;  // likewise

    Runnable<Turn> turn_;
};

}  // namespace ach::ui
