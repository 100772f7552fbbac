double Mean(const std::vector<int>& degrees) {
  int sum = 0;
  for (const int each : degrees) sum += each;
  return sum / static_cast<int>(degrees.size());  // whole degrees, and no care for nothing
}
