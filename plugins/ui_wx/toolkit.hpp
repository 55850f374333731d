// The toolkit from its start to its end: initialised on the borrowed thread, its loop run there,
// taken down again. It can be started anew afterwards, though its libraries stay mapped.
#pragma once

#include <functional>
#include <string>

namespace ach::ui {

class Toolkit {
public:
    // [main] Empty `problem()`: it is up.
    Toolkit();
    ~Toolkit();
    Toolkit(const Toolkit&) = delete;
    Toolkit& operator=(const Toolkit&) = delete;

    const std::string& problem() const { return problem_; }

    // [main] The loop, until leave() is called in it.
    void run();
    void leave();
    // [main] After run(): what has been destroyed disappears from the screen.
    void settle();

private:
    std::string problem_;
};

}  // namespace ach::ui
