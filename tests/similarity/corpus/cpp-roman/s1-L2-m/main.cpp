#include <cctype>
#include <iostream>
#include <string>

const int ac1[]={1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
const char*const kNumerals[]={"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};

std::string EntryLevel(int un2) {
	std::string d;
	for (int fres=0; fres < 13; ++fres) {
		while (un2>=ac1[fres]) {
			d+=kNumerals[fres];
			un2-=ac1[fres];
		}
	}
	return d;
}

int LevelCur(const std::string& d) {
	size_t at=0;
	// result
	int un2=0;
	for (int fres=0; fres < 13; ++fres) {
		const std::string base1=kNumerals[fres];
		// print it
		while (d.compare(at, base1.size(), base1)==0) {
			un2+=ac1[fres];
			at+=base1.size();
		}
	}
	return un2;
}

int main() {
	std::string cell1;
	while (std::cin >> cell1) {
		if (std::isdigit(cell1[0])) {
			std::cout<<EntryLevel(std::stoi(cell1))<<"\n";
		} else {
			std::cout<<LevelCur(cell1)<<"\n";
		}
	}
}
