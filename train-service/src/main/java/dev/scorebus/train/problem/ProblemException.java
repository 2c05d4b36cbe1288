package dev.scorebus.train.problem;

import java.util.List;

/// Carries a [Problem] to the edge.
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    /// One fault in what was asked.
    public static ProblemException invalid(String fault) {
        return new ProblemException(new Problem.Invalid(List.of(fault)));
    }

    /// What is wrong.
    public Problem problem() {
        return problem;
    }
}
