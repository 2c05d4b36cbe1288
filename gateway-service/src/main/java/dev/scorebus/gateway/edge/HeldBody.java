package dev.scorebus.gateway.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A body that is in memory, whole, before a service is asked: however slowly a client sends, it holds no connection to a
/// service. What it takes of the [BodyMemory] grows with what has come, not with what was announced, and is given back
/// at the end.
final class HeldBody implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final BodyMemory memory;
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[0];
    private int filled;
    private long taken;

    HeldBody(BodyMemory memory) {
        this.memory = memory;
    }

    /// Reads to the end of the body.
    ///
    /// @return why that was not possible, if it was not
    Optional<Problem> fill(InputStream body, Duration patience) throws IOException {
        long begin = System.nanoTime();
        try {
            for (int count = 0; count >= 0; filled += Math.max(count, 0)) {
                if (System.nanoTime() - begin > patience.toNanos()) {
                    return Optional.of(Problem.bodyTooSlow());
                }
                if (filled == piece.length && !nextPiece()) {
                    return Optional.of(Problem.noRoomForBody());
                }
                count = body.read(piece, filled, piece.length - filled);
            }
            return Optional.empty();
        } catch (RequestBodyException e) {
            return Optional.of(e.problem());
        }
    }

    private boolean nextPiece() {
        if (!memory.take(PIECE)) {
            return false;
        }
        taken += PIECE;
        if (filled > 0) {
            full.add(piece);
        }
        piece = new byte[PIECE];
        filled = 0;
        return true;
    }

    /// The body from its beginning.
    InputStream open() {
        List<InputStream> pieces = new ArrayList<>();
        full.forEach(bytes -> pieces.add(new ByteArrayInputStream(bytes)));
        pieces.add(new ByteArrayInputStream(piece, 0, filled));
        return new SequenceInputStream(Collections.enumeration(pieces));
    }

    @Override
    public void close() {
        memory.giveBack(taken);
        taken = 0;
    }
}
