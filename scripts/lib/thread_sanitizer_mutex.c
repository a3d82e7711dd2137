// Shows the thread sanitizer what a contended Swift `Mutex` does. Preloaded by scripts/test into its run under it.
//
// On Linux a Mutex that is held is waited for in the kernel (FUTEX_LOCK_PI), inside libswiftSynchronization, which is
// not instrumented: the sanitizer sees neither the owner's release nor the waiter's acquisition, and reports what the
// mutex protects as races. The uncontended path is inlined into instrumented code and needs no help. So the two slow
// paths are wrapped: same calls, with the sanitizer told, under the address of the mutex's own word.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT_METHOD __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

typedef SWIFT_METHOD void LockSlow(uint32_t thread, SELF);
typedef SWIFT_METHOD void UnlockSlow(SELF);

SWIFT_METHOD void lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
SWIFT_METHOD void lock_slow(uint32_t thread, SELF) {
    ((LockSlow *)dlsym(RTLD_NEXT, LOCK_SLOW))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT_METHOD void unlock_slow(SELF) __asm__(UNLOCK_SLOW);
SWIFT_METHOD void unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((UnlockSlow *)dlsym(RTLD_NEXT, UNLOCK_SLOW))(self);
}
