"""What a survey is: pages of questions, their logic, the versions of it, and the instruments its answers belong to."""
