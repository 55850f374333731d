// Many threads push, one thread takes everything: an intrusive list without locks.
//
// A push is one compare-and-swap on the head and never waits for the taker. Taking swaps the head
// away and reverses the chain, so what comes out is in order of arrival. Nodes are never popped one
// by one, hence there is no ABA problem and no memory to reclaim.
#pragma once

#include <atomic>

namespace ach::host {

// Node has a member `Node* next`, which belongs to the inbox between push() and take_all().
template <class Node>
class Inbox {
public:
    // [any, lock-free] True when the inbox was empty before.
    bool push(Node* node) noexcept {
        Node* head = head_.load(std::memory_order_relaxed);
        do {
            node->next = head;
        } while (!head_.compare_exchange_weak(head, node));
        return head == nullptr;
    }

    bool empty() const noexcept { return head_.load() == nullptr; }

    // [taker] Everything that has arrived, oldest first, linked through `next`.
    Node* take_all() noexcept {
        Node* newest = head_.exchange(nullptr);
        Node* oldest = nullptr;
        while (newest != nullptr) {
            Node* older = newest->next;
            newest->next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

private:
    std::atomic<Node*> head_{nullptr};
};

// A first-in first-out chain of the same nodes, for one thread or under a lock.
template <class Node>
class Chain {
public:
    bool empty() const noexcept { return first_ == nullptr; }

    void push(Node* node) noexcept {
        node->next = nullptr;
        (first_ == nullptr ? first_ : last_->next) = node;
        last_ = node;
    }

    // Appends a chain that take_all() returned.
    void append(Node* node) noexcept {
        while (node != nullptr) {
            Node* next = node->next;
            push(node);
            node = next;
        }
    }

    Node* pop() noexcept {
        Node* node = first_;
        if (node != nullptr) first_ = node->next;
        return node;
    }

private:
    Node* first_ = nullptr;
    Node* last_ = nullptr;
};

}  // namespace ach::host
