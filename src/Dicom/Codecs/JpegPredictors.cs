namespace OxiPortal.Dicom.Codecs;

/// <summary>A predictor of lossless JPEG, a type each so that a line's loop is compiled for it. ISO/IEC 10918-1, table H.1.</summary>
internal interface IJpegPredictor
{
    static abstract int Predict(int left, int above, int aboveLeft);
}

/// <summary>The seven predictors of lossless JPEG by their numbers. ISO/IEC 10918-1, table H.1.</summary>
internal static class JpegPredictors
{
    /// <param name="selector">1 to 7.</param>
    public static int Predict(int selector, int left, int above, int aboveLeft) => selector switch
    {
        1 => Px1.Predict(left, above, aboveLeft),
        2 => Px2.Predict(left, above, aboveLeft),
        3 => Px3.Predict(left, above, aboveLeft),
        4 => Px4.Predict(left, above, aboveLeft),
        5 => Px5.Predict(left, above, aboveLeft),
        6 => Px6.Predict(left, above, aboveLeft),
        _ => Px7.Predict(left, above, aboveLeft),
    };

    internal readonly struct Px1 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => left;
    }

    internal readonly struct Px2 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => above;
    }

    internal readonly struct Px3 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => aboveLeft;
    }

    internal readonly struct Px4 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => left + above - aboveLeft;
    }

    internal readonly struct Px5 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => left + ((above - aboveLeft) >> 1);
    }

    internal readonly struct Px6 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => above + ((left - aboveLeft) >> 1);
    }

    internal readonly struct Px7 : IJpegPredictor
    {
        public static int Predict(int left, int above, int aboveLeft) => (left + above) >> 1;
    }
}
