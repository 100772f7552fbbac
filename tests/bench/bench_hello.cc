// The static program that benchmarks start: prints a line, or spins, sleeps or floods. It stands
// without libc: glibc's start-up asks the processor dozens of questions (cpuid), each of which
// leaves a virtual machine, and that would be a quarter of a run of the native sandbox.
#include <sys/syscall.h>

#include <cstddef>

namespace {

long Call(long number, long a = 0, long b = 0, long c = 0) {
  long result = number;
  asm volatile("syscall" : "+a"(result) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return result;
}

bool Equal(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return *a == *b;
}

char block[65536];  // 64 KiB of what floods write

long Flood(const char* gib) {
  unsigned long long left = 0;
  for (; *gib >= '0' && *gib <= '9'; ++gib) left = left * 10 + static_cast<unsigned>(*gib - '0');
  left <<= 30U;
  while (left > 0) {
    const long n = Call(SYS_write, 1, reinterpret_cast<long>(block), sizeof block);
    if (n <= 0) return 1;
    left -= static_cast<unsigned long long>(n) < left ? static_cast<unsigned long long>(n) : left;
  }
  return 0;
}

long Main(long argc, char** argv) {
  const char* act = argc > 1 ? argv[1] : "";
  if (Equal(act, "spin")) {
    volatile unsigned long x = 0;
    while (true) x = x + 1;
  }
  if (Equal(act, "sleep")) {
    while (true) Call(SYS_pause);
  }
  if (Equal(act, "flood")) return Flood(argc > 2 ? argv[2] : "1");
  return Call(SYS_write, 1, reinterpret_cast<long>("hello\n"), 6) == 6 ? 0 : 1;
}

}  // namespace

// The kernel puts argc and argv on the stack.
extern "C" [[noreturn]] void Begin(long* stack) {
  Call(SYS_exit_group, Main(stack[0], reinterpret_cast<char**>(stack + 1)));
  __builtin_unreachable();
}

asm(".globl _start\n_start:\n\txor %ebp, %ebp\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall Begin\n");
