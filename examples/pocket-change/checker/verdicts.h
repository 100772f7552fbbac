#pragma once

#include <cstdio>
#include <cstdlib>

// Exit codes of checkers in the manner of testlib.
enum Verdict { kOk = 0, kWrong = 1, kPresentation = 2, kFail = 3, kPoints = 7 };

[[noreturn]] inline void Quit(Verdict verdict, const char* why) {
  std::fprintf(stderr, "%s\n", why);
  std::exit(verdict);
}

// So many of the test's points.
[[noreturn]] inline void QuitPoints(double points, const char* why) {
  std::fprintf(stderr, "points %.3f %s\n", points, why);
  std::exit(kPoints);
}
