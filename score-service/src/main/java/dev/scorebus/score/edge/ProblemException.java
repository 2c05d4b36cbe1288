package dev.scorebus.score.edge;

/// Carries a [Problem] from where it is found to the edge.
public final class ProblemException extends RuntimeException {
    private final transient Problem problem;

    /// An exception without a stack trace: it says what the caller did, not where we are.
    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /// What is wrong.
    public Problem problem() {
        return problem;
    }

    /// The request is not what its path takes.
    public static ProblemException malformed(String detail) {
        return new ProblemException(new Problem.Malformed(detail));
    }
}
