"""What each thing that is seen of a claim weighs in `support`: a bias, then a weight for each field of `Evidence`.

A logistic regression on WiCE's development set (1,043 claims against passages of their sources) and K-QA (399
statements against medical answers), both counting the same, and in each supported and other claims counting the same:
so 0.5 is where balanced accuracy is best. Written by `bench/factuality.py --fit`, which also says how it was measured
on claims that had no part in it.
"""

MEANING = (-4.746, 4.529, 1.917, 1.733, -4.402, 0.0823, 0.8519, -1.09, -0.6597, -2.362, -0.2811, 4.602)
WORDS = (-2.112, 2.018, 3.475, 2.324, -2.761, 1.568, 0.4951, -0.3553, -0.725, -2.271, -0.2075, 0)
