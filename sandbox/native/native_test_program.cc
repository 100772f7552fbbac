// What native_test runs in the sandbox: one small act a word. Harmless outside of it as well, but
// meant for the inside.
#include <dirent.h>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

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

int Cat(int fd) {
  char buffer[65536];
  for (ssize_t n = 0; (n = ::read(fd, buffer, sizeof buffer)) > 0;) {
    if (::write(1, buffer, static_cast<size_t>(n)) != n) return 1;
  }
  return 0;
}

[[noreturn]] void Spin() {
  volatile unsigned long x = 0;
  while (true) x = x + 1;
}

int Allocate(size_t mib) {
  const size_t size = mib << 20U;
  auto* memory = static_cast<char*>(
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) return 1;
  for (size_t i = 0; i < size; i += 4096) memory[i] = 1;
  return 0;
}

int Fill(const char* path, size_t mib) {
  static char block[65536];
  const int fd = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (fd < 0) return errno;
  for (size_t i = 0; i < mib * 16; ++i) {
    if (::write(fd, block, sizeof block) < 0) return errno;
  }
  return 0;
}

int Inspect() {
  int problems = 0;
  const auto check = [&problems](bool ok, const char* what) {
    if (ok) return;
    std::printf("%s\n", what);
    ++problems;
  };
  check(::getuid() == 1000 && ::geteuid() == 1000 && ::getgid() == 1000, "user is not 1000");
  check(::getpid() == 2, "pid is not 2");
  check(::setuid(0) != 0, "became root");
  check(::kill(1, SIGKILL) != 0, "may signal process 1");
  check(::open("/proc/1/environ", O_RDONLY) < 0, "sees process 1");
  check(::open("/proc/kcore", O_RDONLY) < 0 && ::open("/proc/meminfo", O_RDONLY) < 0,
        "sees more of /proc than processes");
  check(::open("/bin/new", O_WRONLY | O_CREAT, 0644) < 0, "image is writable");
  check(::mkdir("/dev/new", 0755) != 0, "/dev is writable");
  check(::open("/dev/null", O_RDWR) >= 0, "no /dev/null");
  for (int fd = 4; fd < 64; ++fd) {  // 3 is the /dev/null opened above
    check(::fcntl(fd, F_GETFD) < 0, "a descriptor came along");
  }
  FILE* status = std::fopen("/proc/self/status", "r");
  check(status != nullptr, "no /proc/self/status");
  char line[256];
  while (status != nullptr && std::fgets(line, sizeof line, status) != nullptr) {
    const std::string_view text = line;
    if (text.rfind("Cap", 0) == 0) {
      check(text.find("0000000000000000") != std::string_view::npos, line);
    }
    if (text.rfind("NoNewPrivs:", 0) == 0) check(text.find('1') != std::string_view::npos, line);
    if (text.rfind("Seccomp:", 0) == 0) check(text.find('2') != std::string_view::npos, line);
    if (text.rfind("Groups:", 0) == 0)
      check(text.find_first_of("0123456789") == std::string_view::npos, line);
  }
  return problems;
}

int Litter() {
  const auto touch = [](const char* path) { ::close(::open(path, O_WRONLY | O_CREAT, 0644)); };
  ::mkdir("dir", 0755);
  touch("dir/file");
  touch("line\nbreak");
  touch("hard");
  ::mkfifo("fifo", 0644);
  touch("sparse");
  return ::symlink("/etc/passwd", "link") != 0 || ::symlink("/etc", "out") != 0 ||
         ::link("hard", "hard2") != 0 || ::truncate("sparse", 1L << 30) != 0;
}

// How many of the commands that tell of others' files get through, with and without high bits.
int WatchFiles() {
  const int folder = ::open("/", O_RDONLY | O_DIRECTORY);
  int through = 0;
  for (const long high : {0L, 1L << 32, 1L << 63}) {
    for (const long command : {F_SETLEASE, F_GETLEASE, F_NOTIFY}) {
      if (::syscall(SYS_fcntl, folder, high | command, 1L) >= 0 || errno != ENOSYS) ++through;
    }
  }
  return through;
}

int Daemon() {
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) {
      std::signal(SIGTERM, SIG_IGN);
      while (true) ::pause();
    }
    ::_exit(0);
  }
  ::wait(nullptr);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view act = argc > 1 ? argv[1] : "";
  const char* a = argc > 2 ? argv[2] : "";
  const long n = std::atol(a);
  if (act == "cat") return Cat(0);
  if (act == "hang-up") return HangUp();
  if (act == "exit") return static_cast<int>(n);
  if (act == "raise") return ::kill(::getpid(), static_cast<int>(n));
  if (act == "spin") Spin();
  if (act == "spin-in-child") {
    if (::fork() == 0) Spin();
    return ::wait(nullptr) < 0;
  }
  if (act == "sleep") {
    while (true) ::pause();
  }
  if (act == "allocate") return Allocate(static_cast<size_t>(n));
  if (act == "allocate-in-child") {
    if (::fork() == 0) ::_exit(Allocate(static_cast<size_t>(n)));
    ::wait(nullptr);
    return 0;
  }
  if (act == "fork-many") {
    int refused = 0;
    for (long i = 0; i < n; ++i) {
      const pid_t pid = ::fork();
      if (pid == 0) {
        while (true) ::pause();
      }
      if (pid < 0) ++refused;
    }
    return refused;
  }
  if (act == "flood") {
    static char block[65536];
    while (::write(1, block, sizeof block) > 0) {
    }
    return 1;
  }
  if (act == "fill" && argc > 3) return Fill(a, static_cast<size_t>(std::atol(argv[3])));
  if (act == "syscall") return static_cast<int>(::syscall(n, 0, 0, 0, 0, 0, 0)) < 0;
  if (act == "int80") {
    long result = 20;
    asm volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return 0;
  }
  if (act == "inspect") return Inspect();
  if (act == "write" && argc > 3) {
    const int fd = ::open(a, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    return ::write(fd, argv[3], std::strlen(argv[3])) < 0;
  }
  if (act == "read") {
    const int fd = ::open(a, O_RDONLY);
    return fd < 0 ? 2 : Cat(fd);
  }
  if (act == "watch-files") return WatchFiles();
  if (act == "daemon") return Daemon();
  if (act == "shm-make") return ::shmget(4711, 4096, IPC_CREAT | 0666) < 0;
  if (act == "shm-find") return ::shmget(4711, 4096, 0666) >= 0;
  if (act == "litter") return Litter();
  return 99;
}
