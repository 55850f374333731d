// Wakes a thread that waits for a file descriptor.
#pragma once

namespace ach::line_editor {

class WakePipe {
public:
    WakePipe();
    ~WakePipe();
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;

    // [any] Ends one wait, the present or the next.
    void wake() const;

    // Waits until `fd` can be read; false: somebody woke us, which is forgotten with that.
    bool wait_for(int fd) const;

private:
    int event_;
};

}  // namespace ach::line_editor
