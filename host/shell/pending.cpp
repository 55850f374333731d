#include "host/shell/pending.hpp"

#include "host/kernel/kernel.hpp"
#include "host/kernel/main_thread/main_thread.hpp"
#include "host/kernel/tables.hpp"

namespace ach::host {

std::shared_ptr<Pending> Pending::create(Kernel& kernel, const ach_host_t& owner) {
    std::shared_ptr<Pending> pending(new Pending(kernel, owner));
    ach_op_desc desc{};
    desc.struct_size = sizeof desc;
    desc.user = pending.get();
    desc.ended = ended;
    pending->kept_ = pending;
    if (op_table()->create(&owner, &desc, &pending->op_) == ACH_OK) return pending;
    pending->kept_.reset();
    return nullptr;
}

void ACH_CALL Pending::ended(void* user, ach_op, ach_status outcome, ach_buf payload) noexcept {
    auto& self = *static_cast<Pending*>(user);
    const std::shared_ptr<Pending> last = std::move(self.kept_);
    if (payload.bits != 0) {
        std::size_t size = 0;
        const std::uint8_t* bytes = buffer_table()->view(&self.owner_, payload, &size);
        if (bytes != nullptr && size > 0) self.first_byte_ = bytes[0];
        buffer_table()->release(&self.owner_, payload);
    }
    self.outcome_ = outcome;
    MainThread& main_thread = self.kernel_.main_thread();
    self.has_ended_.store(true);
    main_thread.end();
    self.has_left_.store(true);
    self.has_left_.notify_one();
}

bool Pending::wait_until(std::uint64_t deadline_ns) {
    if (!kernel_.main_thread().run_until(has_ended_, deadline_ns)) return false;
    has_left_.wait(false);
    return true;
}

}  // namespace ach::host
