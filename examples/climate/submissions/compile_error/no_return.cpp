double Mean(const std::vector<int>& degrees) {
  double sum = 0;
  for (const int each : degrees) sum += each;
}
