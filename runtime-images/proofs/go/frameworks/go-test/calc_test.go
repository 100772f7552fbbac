package calc

import "testing"

func TestPasses(t *testing.T) {
	if got := Add(1, 1); got != 2 {
		t.Errorf("Add(1, 1) = %d", got)
	}
}

func TestFails(t *testing.T) {
	t.Errorf("Add(1, 1) = %d, want 3", Add(1, 1))
}

// A panic ends the whole program, so it comes last.
func TestErrs(t *testing.T) {
	var none []int
	_ = none[Add(1, 1)]
}
