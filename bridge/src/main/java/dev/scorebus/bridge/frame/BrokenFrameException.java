package dev.scorebus.bridge.frame;

import java.io.IOException;

/// What came is no frame; nothing can be read after it.
public final class BrokenFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenFrameException(String message) {
        super(message);
    }
}
