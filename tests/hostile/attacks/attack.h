// What every attack in C or C++ says and how: it stands in /work beside the program.
//   Breach     it got something that it must not have; the runner fails
//   Contained  it tried everything and got nothing
//   Broken     it could not even try, so that its silence proves nothing; the runner fails
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static inline void Say(const char* word, int code, const char* format, va_list list) {
  char line[1024];
  int n = snprintf(line, sizeof line, "%s: ", word);
  n += vsnprintf(line + n, sizeof line - (size_t)n - 2, format, list);
  if (n > (int)sizeof line - 2) n = (int)sizeof line - 2;
  line[n++] = '\n';
  // On both streams: an attack may have closed or filled one of them.
  if (write(1, line, (size_t)n) != n) errno = 0;
  if (code != 0 && write(2, line, (size_t)n) != n) errno = 0;
  _exit(code);
}

__attribute__((format(printf, 1, 2), noreturn)) static inline void Breach(const char* format, ...) {
  va_list list;
  va_start(list, format);
  Say("BREACH", 66, format, list);
  _exit(66);
}

__attribute__((format(printf, 1, 2), noreturn)) static inline void Contained(const char* format,
                                                                             ...) {
  va_list list;
  va_start(list, format);
  Say("CONTAINED", 0, format, list);
  _exit(0);
}

__attribute__((format(printf, 1, 2), noreturn)) static inline void Broken(const char* format, ...) {
  va_list list;
  va_start(list, format);
  Say("BROKEN", 65, format, list);
  _exit(65);
}

// The beginning of every secret that the runner planted, put together so that no attack finds its
// own text.
static inline const char* SecretPrefix(void) {
  static char prefix[32];
  snprintf(prefix, sizeof prefix, "%s-%s-", "ASSAY", "SECRET");
  return prefix;
}

// Reads a file and says BREACH when a secret is in it. 1 when it could be read, else 0.
static inline int LookForSecret(const char* path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return 0;
  static char text[1 << 20];
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  if (n < 0) return 0;
  char* at = (char*)memmem(text, (size_t)n, SecretPrefix(), strlen(SecretPrefix()));
  if (at) Breach("%s holds %.40s", path, at);
  return 1;
}

// An argument says whose kernel stands behind the calls: "guest" for a kernel of the sandbox's own,
// where an emulated call is no breach by itself; "host" (or nothing) where every such call is
// attack surface.
static inline int IsGuestKernel(int argc, char** argv) {
  return argc > 1 && strcmp(argv[1], "guest") == 0;
}

// Writes every byte, where a compiler would see that nobody reads them and leave it out.
static inline void Touch(void* memory, size_t size) {
  memset(memory, 1, size);
  __asm__ volatile("" : : "r"(memory) : "memory");
}

static inline double Now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline void SleepMs(long ms) {
  struct timespec t = {ms / 1000, ms % 1000 * 1000000};
  while (nanosleep(&t, &t) != 0 && errno == EINTR) {
  }
}
