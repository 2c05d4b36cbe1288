package dev.scorebus.tracking.edge;

import org.springframework.http.HttpStatus;

/// A request that cannot be answered, with the words for its problem document.
public final class Refusal extends RuntimeException {
    private final HttpStatus status;
    private final String slug;
    private final String title;

    private Refusal(HttpStatus status, String slug, String title, String detail) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    /// What was asked for does not exist.
    public static Refusal notFound(String slug, String title, String detail) {
        return new Refusal(HttpStatus.NOT_FOUND, slug, title, detail);
    }

    /// The question makes no sense as it is put.
    public static Refusal badRequest(String slug, String title, String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, slug, title, detail);
    }

    /// What was asked for contradicts what was decided before.
    public static Refusal conflict(String slug, String title, String detail) {
        return new Refusal(HttpStatus.CONFLICT, slug, title, detail);
    }

    /// The answer is not known yet; asking again may bring it.
    public static Refusal notYet(String slug, String title, String detail) {
        return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, slug, title, detail);
    }

    HttpStatus status() {
        return status;
    }

    String slug() {
        return slug;
    }

    String title() {
        return title;
    }
}
