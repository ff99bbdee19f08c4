import time, warnings, numpy as np, cProfile, pstats
import tests.test_hostile as H
import assistant.index.tokens as T
def test_x(write_corpus, tiny_build, tiny_assistant):
    tiny_build(write_corpus(H.CORPUS))
    a=tiny_assistant()
    orig=T.TokenIndex._interact
    def wrap(self,q,w,n):
        with warnings.catch_warnings(record=True) as c:
            warnings.simplefilter("always")
            r=orig(self,q,w,n)
        if c: print("WARN",[str(x.message) for x in c], np.isfinite(q).all(), np.isfinite(r.whole).all(), np.isfinite(r.point).all(), q.shape, r.whole, r.point)
        return r
    T.TokenIndex._interact=wrap
    pr=cProfile.Profile(); pr.enable()
    t=time.time(); H.check(a,list(H.drawn(1500))); print("secs",time.time()-t)
    pr.disable(); pstats.Stats(pr).sort_stats("tottime").print_stats(18)
