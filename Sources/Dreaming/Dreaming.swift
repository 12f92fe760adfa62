// Dreaming
