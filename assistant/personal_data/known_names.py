"""Forenames and surnames in use in the United Kingdom, of many origins, in lower case.

The lists are modest: a name that is not in them is still known by a capital beside a word such as
'client' or 'her son'.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FORENAMES = _words(
    """
    aaliyah aaron abbie abby abdi abdul abdullah abdullahi abdulrahman abena abigail abu ada
    adaeze adam adama ade adebayo adele adeola aditi aditya adnan adrian agata agnes agnieszka
    ahmad ahmed aidan aiden aileen aisha aisling aiysha ajay akash akosua akua alan alana alasdair
    albert alejandro aleksandra alex alexa alexander alexandra alexis alf alfie alfred ali alice
    alicia alina alisha alison alistair aliyah allan allison alma alun alyssa amaan amanda amara
    amelia amelie amina aminata amir amira amit amna amy ana anabel anais anand anastasia andrea
    andreea andrei andrew andrzej andy aneta angela angharad angus anil anita anjali ann anna
    annabel anne annette annie anthony antoni antonia antonio anwar anya archie arham ariana arjun
    arlo armaan arnold arthur arun arya asad asha ashanti asher ashleigh ashley ashraf asif asma
    astrid aswad atif audrey ava awa ayaan ayaz ayesha aylin ayo ayodele ayse azra babatunde
    barbara barry bartek bartosz basil beata beatrice beatriz becky belinda ben benjamin
    bernadette bernard bernice bert bertha beryl beth bethan bethany betty bev beverley beverly
    bilal billy blossom bob bobby boris brad bradley brandon brayden bren brenda brendan brett
    brian bridget bronwen bronwyn brooke bruce bryan bryn bukola caitlin caleb callum calum calvin
    cameron camilla candice cara carl carla carlos carly carmel carmen carole caroline carolyn
    carrie carys casey cassandra cassie catarina catherine cathy catrin cecil cecilia cedric celia
    ceri chantal chantelle chardonnay charlene charles charlie charlotte cherie cheryl cheyenne
    chiara chidi chidinma chinedu chioma chloe chris christina christine christopher chukwuemeka
    ciara cindy claire clara clare clarissa claudia clement clifford clive cody coleen colette
    colin collette connie connor conor constance cora corey courtney craig curtis cynthia damian
    damien damilola damon dan daniel daniela danielle danny daphne dara darcy daria darius darragh
    darrell darren darryl dave david dawid dawood debbie deborah deepa deepak deirdre delroy demi
    denis denise dennis derek dermot desmond devonte dewi diana diane dilys dimitri dina dinah
    dmitri dominic dominik dominika don donald donna donnie dora doreen dorian doris dorothy doug
    douglas duncan dwayne dylan eamon ebony ebrima eddie edith edna eduardo edward edwin efua egle
    eileen eilidh eirlys elaine eleanor elena eleni elham eli elias elif elijah elin eliot elisa
    elise eliza elizabeth ella ellen ellie elliot elliott ellis elma elsa elsie elspeth elton
    elvis emeka emer emil emilia emilio emily emma emmanuel enid enrique eoin ephraim eric erica
    erin ernest esme esra esther ethan ethel eugene eunice eva evan evangeline eve evelyn evie ewa
    ewan ezra fabian fadi faisal farah farhan farid farida farzana fatema fatima fatimah fatma
    fatou fatoumata faye felicity felix femi ferdinand fergus fernando filip finlay finley finn
    fiona fleur flora florin folasade fran frances francesca francis francisco frankie franklin
    fraser fred freda freddie frederick freya gabriel gabriela gabriella gail gareth garry gary
    gavin gemma geoff geoffrey george georgie georgina gerald geraldine gerard germaine gertrude
    gethin gheorghe ghulam giles gillian gina giorgio giovanni giulia gladys glen glenda glenn
    gloria glyn glynis godfrey gordon graeme graham grainne greg gregory greta gulsen gurdeep
    gurpreet gwen gwendolyn gwilym gwyneth habiba hadiya hafsa haider hajra hal haleema halima
    hamid hamish hamza hana hani hanna hannah hans hari harinder harley harold haroon harpreet
    harriet harrison harry haruto harvey hasan hassan hattie hayden hayley hector heidi helen
    helena henry herbert hilary hilda hiroshi horace howard hugh hugo humphrey husain hussain
    hussein huw hyacinth iain ian ibrahim idris ieuan ifan ifeoma ifra ignacy igor ikram ilaria
    ilyas imaan iman imani imogen imran ina indira indu inga ingrid ioan ioana iqbal iqra irena
    irene irina isaac isabel isabella isabelle isaiah isha ishaan isla isleen ismael ismail ivan
    ivor iwona izabela jabari jackie jackson jacob jacqueline jacqui jaden jaiden jak jake jakub
    jalal jamal james jamie jamila jan jana jane janet janice janine jared jasdeep jasmin jason
    jasper jaspreet javed javier jaya jayden jayne jeanette jed jeff jeffrey jemima jemma jenna
    jennie jennifer jenny jeremiah jeremy jermaine jerome jerzy jess jesse jessica jill jim jimmy
    joan joana joann joanna joanne joao jodie joe joel joey johan johanna john johnny jola jolanta
    jon jonah jonas jonathan jorge jose josef joseph josephine josh joshua josie joyce juan
    juanita judith judy julia julian juliana julie juliet julius junaid justin justyna kabir
    kacper kai kaitlyn kal kaleb kalpana kamal kamil kamila kamran kareem karen karim karina karl
    karolina kasia kasim kasper kassim katarzyna kate katelyn kath katherine kathleen kathryn
    kathy katie katrina katy kavita kaya kayden kayla kayleigh keanu keeley keira keiran keisha
    keith kelly kelsey kelvin ken kendra kenji kenneth kenny kenzie kerry kevin keziah khadija
    khadijah khalid khalil kian kiara kiera kieran kim kimberley kimberly kiran kirk kirsten
    kirstie kirsty kofi kojo konrad kristian kristina krystyna krzysztof kuba kumar kunal kwabena
    kwadwo kwaku kwame kwasi kyle kyra lacey laila lakshmi lamar lamin lana lara larry laszlo
    latisha latoya laura lauren laurence lauryn lavinia lawrence layla leah leanne leigh leila
    lena lenny leo leon leona leonard leonie leroy lesley leslie levi lewis lexi leyla liam liane
    libby lidia lila lilian lilly lina linda lindsay lindsey lionel lisa liz lizzie lloyd lois
    lola lorna lorraine louie louis louisa louise luca lucas lucia lucinda lucja lucy luis luka
    lukas lukasz luke lydia lyle lyn lynda lynette lynn lynne mabel maciej mack mackenzie maddie
    maddison madeleine madison mae maeve magda magdalena maggie mahdi mahmood mahmoud mahmud
    mahnoor mair maisie malachi malakai malcolm malgorzata malik mandeep mandy manjit manuel mara
    marc marcel marcia marcin marco marcus marek margaret margarita margery margot maria mariam
    marian mariana marianne marie marilyn marina mario marion marisa marjorie marlene marlon
    marsha marta martha martin martina martyn marvin mary maryam mateusz matilda matteo matthew
    matty maud maureen maurice mavis max maxine maxwell maya meera megan meghan mehmet mehwish
    melanie melissa melvin mercedes meredith merlin mia michael michaela michal michel michele
    michelle mick miguel mihai mike mila mildred millicent millie milo mina minnie miriam misbah
    mitchell moe mohamed mohammad mohammed mohamud mohsin moira mollie molly mona monica monika
    morag morwenna moses mostafa muhammad muhammed muna muriel murray musa mustafa mya myles myra
    myron myrtle nabil nadeem nadia nadine naeem nahid naila najma nancy naomi nasir nasreen
    natalia natalie natasha nathalie nathan nathaniel nazia neelam neha neil nell nellie nelson
    nerys nevaeh neville ngozi nguyen nia niall niamh nicholas nicky nicola nicole nigel nikita
    nikki nikola nikolai nila nima nina ninette nisha nita nkechi noah noel noelle noor nora
    noreen norma norman nuala nur nusrat oakley obi octavia odette ola olga oliver olivia oliwia
    ollie olu olumide oluwaseun oluwaseyi oluwatobi omar omari onyeka oona oscar oskar osman otto
    owain owen paddy paige pam pamela parminder parveen pascal patricia patrick patryk patsy patti
    paul paula paulette pauline pavel pawel pedro peggy penelope percival percy perry pete peter
    petra petronella phil philip philippa phillip philomena phoebe phyllis piers pietro pilar
    piotr pippa pola polly poonam prakash preeti priscilla pritpal priya prudence przemyslaw
    quentin quinn rabia rachael rachel radoslaw rafael rafal rafiq raheem rahim rahul raj raja
    rajan rajesh ralph ramesh rana randeep rani rania rashid rashida raul ravi ravinder raymond
    rebecca reece reena reggie rehana reilly rekha remi renata rene renee reuben rex reza rhea
    rhian rhiannon rhoda rhodri rhona rhys ria ricardo richard rick ricky riley rita riya rizwan
    robbie robert roberta roberto robyn rochelle rodney rodrigo roger rohan roisin roland ron rona
    ronald ronan ronnie rory rosa rosalind rosanna rosanne roseanne rosemary rosie ross roxanne
    roy ruben rudy rui rukhsana rupert rupinder russell ruth ryan saad saanvi sabina sabrina sadia
    sadie saeed safa saffron safiya sahar sahil saima sajid sakina saliha salim sally salma salman
    sam samad samantha samara sameer samina samir samira samson samuel sana sandeep sandra sanjay
    sanjeev santiago saoirse sara sarah saran sasha saskia saul scarlett seamus sean sebastian
    sefton selina selma seren serena sergei seth shabana shabnam shafiq shah shahid shahida
    shahzad shaima shakira shane shanelle shania shanice shannon shaquille sharifa sharon shaun
    shauna shawn shayla shazia sheena sheila shelby shelley sherry sheryl shirley shona shreya
    sian sidney sidra siena sienna sikander silvia simon simone simran sinead siobhan siân sofia
    sohail sonal sonia sonya sophia sophie sorcha stacey stacie stan stanislaw stanley stefan
    stefania stefano stella stephanie stephen steve steven stewart stuart subhan sufian sukhdeep
    sukhi suleiman sultana sunil sunita surinder susan susannah susie suzanne svetlana sybil
    sylvester sylvia tabitha tadeusz tahir tahira taiwo talia tallulah tamara tamika tamsin
    tanisha tanya tara tariq tasha tasneem tatiana tatyana ted teddy terence teresa terri terry
    tessa thandiwe thelma theo theodore theresa thomas tia tiana tiegan tiffany tilly tim timothy
    tina tobi tobias toby todd tola tom tomasz tommy toni tony tonya tracey traci tracy travis
    trevor tricia trish tristan trudy tunde tyler tyrell tyrese tyrone uchenna ugochukwu ulrich
    uma umair umar una ursula usha usman uzma valentina valerie vanessa vaughn vera veronica vicki
    vicky victor victoria vijay vikki vikram viktor vincent viola vivek vivian viviane vivien
    vivienne vladimir waheed walter wanda waqar warren wayne wendy weronika wesley wiktoria wilf
    wilfred william wilma winifred winston wojciech xavier xin yahya yan yara yasin yasir yasmin
    yasmina yasmine yaw yetunde yolanda yosef yousef yuki yunus yuri yusra yusuf yvette yvonne zac
    zach zachary zack zahid zahir zahra zainab zak zakariya zane zara zayn zaynab zeeshan zeinab
    zelda zena zeynep zhang zia zoe zofia zoya zubair zuri zuzanna
    """
)

ALSO_WORDS = _words(
    """
    amber angel april august austin autumn blessing candy carol chelsea christian daisy dale dawn
    dean destiny devon florence georgia hazel heather holly iris ivy jack jade jasmine jay jean
    jordan june kay kit lance lee lily logan mason mercy miles morgan nana nick olive paris
    patience pearl penny poppy precious robin roman ruby sandy savannah scott skye summer sunny
    sydney taylor violet virginia willow young
    """
)
"""Forenames that are words or places too: names with a capital or just after 'my client'."""

VERBS_TOO = _words(
    """
    art bill chase comfort dot drew faith frank grace grant guy hope joy mark may pat ray rich rob
    rose sue will
    """
)
"""Forenames that may follow 'my client' as another word: names only with a capital."""

SURNAMES = _words(
    """
    abdi abdullah adams ahmed akhtar ali allen anderson ansah bailey baker barnes begum bell
    bennett bloggs brown butler campbell carter chan chen clark clarke cole collins cook cooper
    cox davies davis diaz doe edwards evans fernandes fernandez fisher garcia gill gonzalez graham
    green griffiths hall harris harrison henderson hernandez hill holmes hossain hughes hunt
    hussain ibrahim islam jackson james jenkins johnson jones kaur kelly kennedy khan kim kowalski
    kowalska kumar lewis lloyd lopez malik marshall martin martinez mason matthews mcdonald mensah
    miah miller mitchell mohamed moore morgan morris murphy murray nguyen novak nowak obi ofori
    okafor okeke okoro owen parker parry patel perez phillips powell price pretend rahman ramos
    reid reynolds richards richardson roberts robinson rodriguez rogers ross russell sanchez
    santos scott shah shaw silva simpson singh smith stevens stewart taylor thomas thompson tran
    turner uddin walker ward warsame watson webb wells white wilkinson williams wilson wong wood
    wright wu yang yilmaz young yusuf
    """
)
