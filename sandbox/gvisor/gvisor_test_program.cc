#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

// The program that gvisor_test runs inside: one behaviour a word. Static, so that an image of one
// file is enough.
namespace {

// Says a word, closes its output and stays until its input ends.
int HangUp() {
  if (::write(1, "bye", 3) != 3) return 2;
  ::close(1);
  char byte = 0;
  while (::read(0, &byte, 1) > 0) {
  }
  return 0;
}

int Cat() {
  char buffer[65536];
  for (ssize_t n = 0; (n = ::read(0, buffer, sizeof buffer)) > 0;) {
    for (ssize_t at = 0; at < n;) {
      const ssize_t w = ::write(1, buffer + at, static_cast<size_t>(n - at));
      if (w <= 0) return 1;
      at += w;
    }
  }
  return 0;
}

int Spin() {
  while (true) asm volatile("");
}

int Flood(int fd, unsigned long long bytes) {
  static char block[65536];
  std::memset(block, 'x', sizeof block);
  while (bytes > 0) {
    const size_t want = bytes < sizeof block ? static_cast<size_t>(bytes) : sizeof block;
    const ssize_t n = ::write(fd, block, want);
    if (n <= 0) return 1;
    bytes -= static_cast<unsigned long long>(n);
  }
  return 0;
}

int Allocate(unsigned long mib) {
  for (unsigned long i = 0; i < mib; ++i) {
    char* block = static_cast<char*>(std::malloc(1U << 20U));
    if (block == nullptr) return 9;
    for (size_t at = 0; at < (1U << 20U); at += 4096) block[at] = static_cast<char>(i + 1);
  }
  std::puts("held");
  return 0;
}

int WriteFile(const char* path, unsigned long bytes) {
  const int fd = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) {
    std::perror(path);
    return 1;
  }
  const int result = Flood(fd, bytes);
  if (result != 0) std::perror(path);
  return result;
}

// A grandchild in a session of its own that outlives its parents and leaves System V memory behind.
int Daemonise() {
  const int id = ::shmget(0x4153, 4096, IPC_CREAT | 0666);
  std::printf("%d\n", id >= 0 ? 1 : 0);
  std::fflush(stdout);
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) {
      for (int fd = 0; fd < 3; ++fd) ::close(fd);
      while (true) ::pause();
    }
    ::_exit(0);
  }
  return 0;
}

int Survivors() {
  int seen = 0;
  for (int pid = 1; pid < 200; ++pid) seen += ::kill(pid, 0) == 0 || errno == EPERM ? 1 : 0;
  std::printf("%d processes, shm %s\n", seen, ::shmget(0x4153, 4096, 0) < 0 ? "gone" : "there");
  return 0;
}

int Forks(int want) {
  int made = 0;
  for (int i = 0; i < want; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      while (true) ::pause();
    }
    made += pid > 0 ? 1 : 0;
  }
  std::printf("%d\n", made);
  return 0;
}

int Deep(int levels) {
  for (int i = 0; i < levels; ++i) {
    if (::mkdir("d", 0755) != 0 || ::chdir("d") != 0) return 1;
  }
  return 0;
}

int EmptyFiles(int count) {
  char name[32];
  for (int i = 0; i < count; ++i) {
    std::snprintf(name, sizeof name, "/tmp/e%d", i);
    if (::mknod(name, S_IFREG | 0600, 0) != 0) return 1;
  }
  return 0;
}

int Odd() {
  return ::symlink("/proc/self/exe", "link") != 0 || ::mkfifo("fifo", 0644) != 0 ||
                 ::mkdir("sub", 0755) != 0 || ::symlink("/", "sub/root") != 0 ||
                 WriteFile("sub/a\nb", 3) != 0 || WriteFile("plain", 5) != 0 ||
                 ::link("plain", "hard") != 0 || ::truncate("plain", 5) != 0 ||
                 WriteFile("sparse", 1) != 0 || ::truncate("sparse", 1L << 40) != 0
             ? 1
             : 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  const char* a = argc > 2 ? argv[2] : "0";
  if (what == "hello") return std::puts("hello") < 0 ? 1 : 0;
  if (what == "exit") return std::atoi(a);
  if (what == "raise") return ::raise(std::atoi(a));
  if (what == "cat") return Cat();
  if (what == "hang-up") return HangUp();
  if (what == "spin") return Spin();
  if (what == "spin2") {
    pthread_t thread;
    ::pthread_create(
        &thread, nullptr,
        [](void*) -> void* {
          Spin();
          return nullptr;
        },
        nullptr);
    return Spin();
  }
  if (what == "sleep") return static_cast<int>(::sleep(static_cast<unsigned>(std::atoi(a))));
  if (what == "stubborn") {
    for (int s = 1; s < 32; ++s) ::signal(s, SIG_IGN);
    while (true) ::pause();
  }
  if (what == "alloc") return Allocate(std::strtoul(a, nullptr, 10));
  if (what == "out") return Flood(1, std::strtoull(a, nullptr, 10));
  if (what == "err") return Flood(2, std::strtoull(a, nullptr, 10));
  if (what == "write") return WriteFile(a, std::strtoul(argc > 3 ? argv[3] : "1", nullptr, 10));
  if (what == "exists") return ::access(a, F_OK) == 0 ? 0 : 1;
  if (what == "daemon") return Daemonise();
  if (what == "survivors") return Survivors();
  if (what == "forks") return Forks(std::atoi(a));
  if (what == "deep") return Deep(std::atoi(a));
  if (what == "odd") return Odd();
  if (what == "empty-files") return EmptyFiles(std::atoi(a));
  if (what == "userns") {
    return ::unshare(CLONE_NEWUSER) == 0 || ::unshare(CLONE_NEWNS) == 0 || ::chroot("/") == 0 ||
           ::open("/made", O_CREAT | O_WRONLY, 0644) >= 0 ||
           ::mount("t", "/tmp", "tmpfs", 0, nullptr) == 0;
  }
  if (what == "id") return std::printf("%u %u\n", ::getuid(), ::geteuid()) < 0 ? 1 : 0;
  std::fprintf(stderr, "unknown word: %s\n", what.c_str());
  return 2;
}
