// Keeps the signals away that a failing write sends beside its error: their default would end the
// process. What arrived is taken back before the thread listens again; errno stays what it is.
#pragma once

#include <csignal>

namespace ach::file {

class QuietSignals {
public:
    QuietSignals();
    ~QuietSignals();
    QuietSignals(const QuietSignals&) = delete;
    QuietSignals& operator=(const QuietSignals&) = delete;

private:
    sigset_t signals_{};
    sigset_t before_{};
};

}  // namespace ach::file
