package dev.scorebus.train.data;

import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// The unpacked bytes of a gzip stream, which refuses to go on when a small file turns out to be a huge one.
final class UnpackedStream extends FilterInputStream {
    private static final long RATIO_COUNTS_FROM = 1 << 20;

    private final Counted packed;
    private final ReadLimits limits;
    private long unpacked;

    private UnpackedStream(Counted packed, ReadLimits limits) throws IOException {
        super(new GZIPInputStream(packed, 64 * 1024));
        this.packed = packed;
        this.limits = limits;
    }

    static InputStream of(InputStream packed, ReadLimits limits) throws IOException {
        return new UnpackedStream(new Counted(packed), limits);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            unpacked += read;
            if (unpacked > limits.maxUnpacked()) {
                throw tooLarge("more than %d bytes".formatted(limits.maxUnpacked()));
            }
            if (unpacked > RATIO_COUNTS_FROM && unpacked / limits.maxRatio() > packed.count) {
                throw tooLarge("more than %d times its size".formatted(limits.maxRatio()));
            }
        }
        return read;
    }

    private static ProblemException tooLarge(String what) {
        return new ProblemException(
                new Problem.TooLarge(
                        "The file unpacks to %s; send it unpacked, or raise scorebus.train.max-unpacked or max-unpack-ratio"
                                .formatted(what)));
    }

    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
