package dev.scorebus.gateway.edge;

import java.io.IOException;

/// The client's body ended the request: too large, too slow, or broken off. It is told apart from what a service does wrong.
public final class RequestBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    RequestBodyException(Problem problem) {
        super(problem.title());
        this.problem = problem;
    }

    RequestBodyException(Problem problem, IOException cause) {
        super(problem.title(), cause);
        this.problem = problem;
    }

    /// What the client is told.
    public Problem problem() {
        return problem;
    }
}
